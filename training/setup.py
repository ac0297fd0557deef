"""What Viam's training service installs before it runs `python3 -m model.training`."""

from setuptools import find_packages, setup

setup(
    name="model",
    version="0.1.0",
    packages=find_packages(),
    install_requires=["numpy>=1.24", "opencv-python-headless>=4.8"],
)
