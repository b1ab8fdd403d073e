using Carousel.Autograd;
using Carousel.Tensors;

namespace Carousel.Training;

/// <summary>Compares the gradients of a tape with differences of the loss, for custom cells and losses.</summary>
/// <remarks>
/// Two central differences, at s and s/2, are joined so that the s² term cancels. In single precision what is left is
/// rounding of the loss,
/// some 1e-7·|loss| / s: a right gradient agrees to about 1e-3 of the tensor's largest gradient, a wrong one misses by
/// its own size.
/// </remarks>
public static class GradientCheck
{
    /// <summary>A power of two, so that stepping there and back is exact for values of size 1.</summary>
    private const float Spacing = 1f / 32;

    /// <summary>
    /// Compares gradients with differences, parameter by parameter. Values are put back; gradients hold the tape's
    /// afterwards.
    /// </summary>
    /// <param name="backend">Where the parameters live.</param>
    /// <param name="parameters">Built parameters, such as a layer's.</param>
    /// <param name="loss">Computes the loss, one value, on a tape that has begun; the same each time it is
    /// called.</param>
    /// <param name="valuesPerParameter">How many values of each parameter are moved, evenly spread; 1 or more.</param>
    /// <returns>The largest difference of each parameter.</returns>
    public static IReadOnlyList<GradientDifference> Run(
        Backend backend, IEnumerable<Parameter> parameters, Func<Tape, Variable> loss, int valuesPerParameter = 24)
    {
        ArgumentNullException.ThrowIfNull(backend);
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(valuesPerParameter);
        Parameter[] all = [.. parameters];
        using var arena = new Arena(backend);
        var tape = new Tape(backend, arena);
        foreach (Parameter parameter in all)
        {
            backend.Clear(parameter.Gradient);
        }

        tape.Begin(TapeMode.Gradients);
        tape.Backward(loss(tape));
        return [.. all.Select(parameter => Compare(parameter, Loss, valuesPerParameter))];

        double Loss()
        {
            tape.Begin(TapeMode.Gradients);
            return loss(tape).Value.ToArray()[0];
        }
    }

    private static GradientDifference Compare(Parameter parameter, Func<double> loss, int count)
    {
        float[] gradient = parameter.Gradient.ToArray();
        float[] values = parameter.Value.ToArray();
        double largest = gradient.Length == 0 ? 0 : gradient.Max(Math.Abs);
        var worst = new GradientDifference(parameter.Name, 0, 0, 0, 0);
        count = Math.Min(count, values.Length);
        for (int k = 0; k < count; k++)
        {
            int index = (int)((long)k * values.Length / count);
            double difference = ((4 * Central(index, Spacing / 2)) - Central(index, Spacing)) / 3;
            double error = Math.Abs(difference - gradient[index])
                / Math.Max(Math.Max(largest, Math.Abs(difference)), 1e-6);
            if (!double.IsNaN(worst.Error) && !(error <= worst.Error))
            {
                worst = new GradientDifference(parameter.Name, index, gradient[index], difference, error);
            }
        }

        parameter.Set(values);
        return worst;

        double Central(int index, float spacing)
        {
            float center = values[index];
            double above = Moved(index, center + spacing);
            double below = Moved(index, center - spacing);
            double width = (double)(center + spacing) - (center - spacing);
            values[index] = center;
            return (above - below) / width;
        }

        double Moved(int index, float value)
        {
            values[index] = value;
            parameter.Set(values);
            return loss();
        }
    }
}
