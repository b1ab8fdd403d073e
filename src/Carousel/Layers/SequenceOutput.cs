using Carousel.Autograd;

namespace Carousel.Layers;

/// <summary>What a layer gives for a batch of sequences.</summary>
/// <param name="Hidden">[N, OutputSize], packed as the input.</param>
/// <param name="FinalState">[B, StateSize] in the caller's order: the state after each sequence's last step;
/// <c>default</c> where the layer has no state.</param>
public readonly record struct SequenceOutput(Variable Hidden, Variable FinalState);
