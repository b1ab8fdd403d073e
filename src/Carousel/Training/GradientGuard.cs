using Carousel.Backends;
using Carousel.Memory;

namespace Carousel.Training;

/// <summary>Looks at all gradients at once: clears, measures and clips them, and finds the one that is not finite.</summary>
internal sealed class GradientGuard(Backend backend, Parameter[] parameters)
{
    public void ClearGradients()
    {
        foreach (Parameter parameter in parameters)
        {
            backend.Clear(parameter.Gradient);
        }
    }

    /// <summary>√Σg² over all parameters that are not frozen. Not finite where any gradient is not, or is beyond single precision.</summary>
    public double Norm()
    {
        double sum = 0;
        foreach (Parameter parameter in parameters)
        {
            if (!parameter.IsFrozen)
            {
                sum += backend.SumOfSquares(parameter.Gradient);
            }
        }

        return Math.Sqrt(sum);
    }

    public void Scale(double factor)
    {
        foreach (Parameter parameter in parameters)
        {
            backend.ScaleInPlace((float)factor, parameter.Gradient);
        }
    }

    public void ClipValue(double limit)
    {
        foreach (Parameter parameter in parameters)
        {
            backend.ClampInPlace((float)limit, parameter.Gradient);
        }
    }

    /// <summary>The first parameter whose gradient is not finite.</summary>
    public string NameOfBadGradient()
    {
        foreach (Parameter parameter in parameters)
        {
            if (!parameter.IsFrozen && !float.IsFinite(backend.SumOfSquares(parameter.Gradient)))
            {
                return $"gradient of {parameter.Name}";
            }
        }

        return "gradient";
    }

    /// <summary>The first parameter with a value that is not finite; <c>null</c> for none.</summary>
    public string? NameOfBadValue()
    {
        foreach (Parameter parameter in parameters)
        {
            if (Array.Exists(parameter.Value.ToArray(), value => !float.IsFinite(value)))
            {
                return parameter.Name;
            }
        }

        return null;
    }

    /// <summary>The largest magnitude in all gradients; infinity where one is not a number.</summary>
    public double LargestGradient()
    {
        double largest = 0;
        foreach (Parameter parameter in parameters)
        {
            foreach (float value in parameter.Gradient.ToArray())
            {
                largest = float.IsNaN(value) ? double.PositiveInfinity : Math.Max(largest, Math.Abs(value));
            }
        }

        return largest;
    }
}
