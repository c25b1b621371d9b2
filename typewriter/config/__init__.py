"""`typewriter.yml`: which plans become which packages."""
