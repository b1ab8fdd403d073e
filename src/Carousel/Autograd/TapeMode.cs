namespace Carousel.Autograd;

/// <summary>What a step is for.</summary>
public enum TapeMode
{
    /// <summary>Outputs only: nothing is recorded, dropout is off.</summary>
    Inference,

    /// <summary>Outputs and gradients, dropout on.</summary>
    Training,

    /// <summary>Outputs and gradients, dropout off: for inspection.</summary>
    Gradients,

    /// <summary>Outputs and gradients of watched inputs only. Parameters are constants; dropout is off.</summary>
    InputGradients,
}
