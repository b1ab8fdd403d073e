namespace Carousel.Inspection.Looks;

/// <summary>Which probes read a property.</summary>
internal enum ProbeKinds
{
    /// <summary>Linear ones: ridge regression for numbers, multinomial logistic regression for classes.</summary>
    Linear,

    /// <summary>Ones with a hidden layer.</summary>
    Hidden,

    /// <summary>Both.</summary>
    Both,
}
