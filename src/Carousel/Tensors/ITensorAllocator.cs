namespace Carousel.Tensors;

/// <summary>Makes storage: a backend.</summary>
public interface ITensorAllocator
{
    /// <summary>A new block; its values are undefined.</summary>
    /// <param name="length">How many float32 values.</param>
    /// <returns>The block, owned by the caller.</returns>
    internal TensorStorage Allocate(int length);
}
