using Carousel.Autograd;
using Carousel.Data;

namespace Carousel.Inspection.Attribution;

/// <summary>What a model says of sequences, a number each.</summary>
/// <param name="tape">Records it, in its own mode.</param>
/// <param name="input">[N, I], B sequences of T steps each, packed.</param>
/// <param name="packing">How the rows lie.</param>
/// <returns>[B, 1].</returns>
public delegate Variable SequenceScore(Tape tape, Variable input, Packing packing);
