namespace Carousel.RemainingLife;

/// <summary>The simple method inside the network.</summary>
public enum LifeRival
{
    /// <summary>Boosted trees on means and slopes.</summary>
    Trees,

    /// <summary>Ridge regression on means and slopes.</summary>
    Ridge,

    /// <summary>None: the network alone.</summary>
    None,
}
