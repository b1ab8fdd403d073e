using Carousel.Jobs.Options;

namespace Carousel.Jobs.Fitting;

/// <summary>How weight matrices begin. Recurrent matrices are orthogonal unless something else is asked for.</summary>
public enum InitializerKind
{
    /// <summary>Glorot and Bengio 2010, uniform.</summary>
    Glorot,

    /// <summary>He and others 2015, uniform.</summary>
    He,

    /// <summary>Rows or columns of a random rotation.</summary>
    Orthogonal,

    /// <summary>Uniform in ±1/√(units).</summary>
    Uniform,

    /// <summary>Gate biases from the expected lag (Tallec and Ollivier 2018), weights as Glorot.</summary>
    Chrono,
}

/// <summary>Which rule changes the parameters.</summary>
public enum OptimizerKind
{
    /// <summary>Gradient descent with momentum.</summary>
    Sgd,

    /// <summary>Steps divided by a running root mean square.</summary>
    Rmsprop,

    /// <summary>Kingma and Ba 2015.</summary>
    Adam,

    /// <summary>Adam with decoupled weight decay.</summary>
    [OptionWord("adamw")]
    AdamW,
}
