namespace Carousel.Autograd;

/// <summary>How one row is made of all steps of a sequence.</summary>
public enum PoolingKind
{
    /// <summary>The last step.</summary>
    Last,

    /// <summary>The mean over the steps.</summary>
    Mean,

    /// <summary>The largest value of each feature over the steps.</summary>
    Max,

    /// <summary>A mean weighted by the soft-max of trained scores.</summary>
    Attention,
}
