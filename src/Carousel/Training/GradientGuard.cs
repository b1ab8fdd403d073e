using Carousel.Autograd;
using Carousel.Tensors;

namespace Carousel.Training;

/// <summary>
/// Looks at all gradients of a model at once: clears, measures and clips them, and finds the one that is not finite.
/// </summary>
/// <remarks>The trainer uses it, and custom training loops can.</remarks>
public sealed class GradientGuard
{
    private readonly Backend _backend;
    private readonly Parameter[] _parameters;

    /// <summary>A guard of these parameters.</summary>
    /// <param name="backend">Where they live.</param>
    /// <param name="parameters">Built parameters, such as a model's.</param>
    public GradientGuard(Backend backend, IEnumerable<Parameter> parameters)
    {
        ArgumentNullException.ThrowIfNull(backend);
        ArgumentNullException.ThrowIfNull(parameters);
        (_backend, _parameters) = (backend, [.. parameters]);
    }

    /// <summary>Sets all gradients to 0.</summary>
    public void Clear()
    {
        foreach (Parameter parameter in _parameters)
        {
            _backend.Clear(parameter.Gradient);
        }
    }

    /// <summary>The global norm √Σg² over all parameters that are not frozen.</summary>
    /// <returns>The norm; not finite where any gradient is not, or is beyond single precision.</returns>
    public double Norm()
    {
        double sum = 0;
        foreach (Parameter parameter in _parameters)
        {
            if (!parameter.IsFrozen)
            {
                sum += _backend.SumOfSquares(parameter.Gradient);
            }
        }

        return Math.Sqrt(sum);
    }

    /// <summary>Shrinks a gradient that is longer than a limit to that length.</summary>
    /// <param name="norm">What <see cref="Norm"/> gave.</param>
    /// <param name="limit">The longest norm left.</param>
    public void ClipNorm(double norm, double limit)
    {
        if (norm > limit)
        {
            foreach (Parameter parameter in _parameters)
            {
                _backend.ScaleInPlace((float)(limit / norm), parameter.Gradient);
            }
        }
    }

    /// <summary>Cuts each value of the gradient to a largest magnitude.</summary>
    /// <param name="limit">The largest magnitude left.</param>
    public void ClipValue(double limit)
    {
        foreach (Parameter parameter in _parameters)
        {
            _backend.ClampInPlace((float)limit, parameter.Gradient);
        }
    }

    /// <summary>The first parameter whose gradient is not finite.</summary>
    internal string NameOfBadGradient() => Array.Find(
        _parameters, p => !p.IsFrozen && !float.IsFinite(_backend.SumOfSquares(p.Gradient))) is { } bad
        ? $"gradient of {bad.Name}"
        : "gradient";

    /// <summary>The first parameter with a value that is not finite; <c>null</c> for none.</summary>
    internal string? NameOfBadValue() => Array.Find(
        _parameters, p => Array.Exists(p.Value.ToArray(), value => !float.IsFinite(value)))?.Name;

    /// <summary>The largest magnitude in all gradients; infinity where one is not a number.</summary>
    internal double LargestGradient()
    {
        double largest = 0;
        foreach (Parameter parameter in _parameters)
        {
            foreach (float value in parameter.Gradient.ToArray())
            {
                largest = float.IsNaN(value) ? double.PositiveInfinity : Math.Max(largest, Math.Abs(value));
            }
        }

        return largest;
    }
}
