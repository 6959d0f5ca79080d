# exercise: subscribe
# fails: stays-for disconnects
import os
import threading

from lab import BUILDING, listen


threading.Timer(float(os.environ["SECONDS"]), lambda: os._exit(0)).start()
listen([f"{BUILDING}/#"], lambda message: print(message.topic, message.payload.decode()))
