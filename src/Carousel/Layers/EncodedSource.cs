using Carousel.Autograd;

namespace Carousel.Layers;

/// <summary>What a decoder needs of a batch of sources.</summary>
/// <param name="Memory">What it looks at; <c>default</c> without attention.</param>
/// <param name="Start">[B, StateSize] in the caller's order: the state from which it starts.</param>
internal readonly record struct EncodedSource(AttentionMemory Memory, Variable Start);
