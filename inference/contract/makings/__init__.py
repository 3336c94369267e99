"""What is made from a world in steps: the kinds, the job of one step, the plan it reads, the manifests it writes."""
