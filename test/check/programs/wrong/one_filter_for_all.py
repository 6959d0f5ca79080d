# exercise: wildcards
# fails: vibration room
from lab import BUILDING, listen


listen([f"{BUILDING}/+/+/+/TEMP", f"{BUILDING}/P_2/#"], print)
