namespace Carousel.Laboratory.Networks;

/// <summary>The error that an output unit sends back, from target t, output y = f(net).</summary>
internal enum OutputError
{
    /// <summary>f′(net)·(t − y): the gradient of half the squared error.</summary>
    Squared,

    /// <summary>t − y: the gradient of the cross entropy of logistic units.</summary>
    CrossEntropy,
}
