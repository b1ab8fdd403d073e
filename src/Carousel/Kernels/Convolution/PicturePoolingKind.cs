namespace Carousel.Kernels;

/// <summary>How one place is made of a square of a picture.</summary>
internal enum PicturePoolingKind
{
    /// <summary>The largest value of each channel.</summary>
    Max,

    /// <summary>The mean of each channel.</summary>
    Mean,
}
