namespace Carousel.Networks;

/// <summary>What makes the answer of the last layer's numbers.</summary>
public enum PortableFunction
{
    /// <summary>Nothing: they are the answer.</summary>
    None,

    /// <summary>The soft-max of the numbers divided by the temperature: probabilities that sum to 1.</summary>
    Softmax,

    /// <summary>The logistic function of each: probabilities on their own.</summary>
    Logistic,
}
