# exercise: tls
# fails: connects
from lab import connect


connect().loop_forever()
