namespace Carousel.Jobs.Baselines;

/// <summary>Whether a network holds the best simple method of its field inside, and learns what that leaves.</summary>
public enum BaselineInside
{
    /// <summary>It does; the guide of the job names the method.</summary>
    Auto,

    /// <summary>It does not: the network learns all by itself.</summary>
    None,
}
