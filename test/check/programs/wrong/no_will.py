# exercise: will
# fails: will
from lab import connect


connect().loop_forever()
