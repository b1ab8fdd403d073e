using Carousel.Autograd;
using Carousel.Data;
using Carousel.Kernels;
using Carousel.Tensors;

namespace Carousel.Laboratory.Training;

/// <summary>
/// Adds to each step the sines and cosines of its position (Vaswani and others 2017, section 3.5), without which
/// attention does not know the order of the steps.
/// </summary>
/// <param name="size">D: features of each step.</param>
internal sealed class Positions(int size) : WholeSequenceLayer
{
    /// <inheritdoc/>
    public override int InputSize => size;

    /// <summary>The number of the step, in two parts, because single precision counts to 2²⁴.</summary>
    public override int StateSize => 2;

    /// <inheritdoc/>
    protected override Variable Apply(Tape tape, Variable input, Packing packing)
    {
        var angles = new float[packing.Rows * size];
        for (int j = 0; j < size; j++)
        {
            double turns = ScalarMath.Exp(-ScalarMath.Log(10_000) * (j / 2 * 2.0) / size) / (2 * Math.PI);
            for (int t = 0; t < packing.Steps; t++)
            {
                // The cosines of every second feature are sines a quarter turn ahead.
                double turn = (t * turns) + (j % 2 * 0.25);
                float angle = (float)((turn - Math.Round(turn)) * 2 * Math.PI);
                for (int row = packing.RowStart[t]; row < packing.RowStart[t + 1]; row++)
                {
                    angles[(row * size) + j] = angle;
                }
            }
        }

        Variable codes = ElementwiseOp.Apply(tape, ElementwiseFunction.Sin, tape.Input(angles, input.Shape));
        return tape.Add(input, codes);
    }
}
