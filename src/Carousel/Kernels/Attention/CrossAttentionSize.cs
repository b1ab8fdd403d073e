namespace Carousel.Kernels.Attention;

/// <summary>Sizes of attention over a memory.</summary>
/// <param name="Q">Rows that look.</param>
/// <param name="A">Features of a query and of a key.</param>
/// <param name="D">Features of a value.</param>
internal readonly record struct CrossAttentionSize(int Q, int A, int D);
