namespace Carousel.Tensors;

/// <summary>Work that was cut into parts, each with separate outputs.</summary>
internal interface IParallelWork
{
    /// <summary>Does one part. The parts may run at the same time and in any order.</summary>
    /// <param name="part">0 … parts − 1.</param>
    void Run(int part);
}
