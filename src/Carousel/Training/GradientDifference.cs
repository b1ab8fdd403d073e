namespace Carousel.Training;

/// <summary>Where a parameter's gradient is farthest from the difference of the loss.</summary>
/// <param name="Parameter">Its name.</param>
/// <param name="Index">The value that was moved.</param>
/// <param name="Gradient">The tape's gradient.</param>
/// <param name="Difference">The loss's difference.</param>
/// <param name="Error">|Gradient − Difference| as a share of the parameter's largest gradient; NaN where either
/// is.</param>
public readonly record struct GradientDifference(
    string Parameter, int Index, double Gradient, double Difference, double Error);
