namespace Carousel.Jobs.Decoding;

/// <summary>A label and its steps on the likeliest path.</summary>
/// <param name="Label">1 … C − 1.</param>
/// <param name="First">The first step, from 0.</param>
/// <param name="Last">The last step, <paramref name="First"/> or later.</param>
internal readonly record struct AlignedLabel(int Label, int First, int Last);
