using Carousel.Tensors;

namespace Carousel.Autograd;

/// <summary>A convolution over pictures on the tape. Kernel: PictureConvolutionKernel.</summary>
internal static class PictureConvolutionOp
{
    /// <summary>y = b + Σ W·x over what the kernel sees from each place of the output.</summary>
    /// <param name="tape">Records the call.</param>
    /// <param name="parameters">Sizes, W and b; made once, not for each call.</param>
    /// <param name="x">[B·H·W, C].</param>
    /// <returns>[B·places, O].</returns>
    /// <exception cref="ShapeException">A shape does not fit.</exception>
    public static Variable Apply(Tape tape, PictureConvolutionParameters parameters, Variable x)
    {
        Variable weight = tape.Use(parameters.Weight),
            bias = parameters.Bias is null ? default : tape.Use(parameters.Bias);
        int pictures = x.Shape[0] / parameters.Size.Input.Places;
        Variable y = tape.Result(
            new Shape(pictures * parameters.Size.Output.Places, parameters.Size.Output.Channels));
        tape.Backend.PictureConvolutionForward(parameters, x.Value, y.Value);
        tape.Record(Backward, [y], [x, weight, bias], new TapeEntry { Context = parameters });
        return y;
    }

    private static void Backward(in TapeEntry entry)
    {
        entry.Backend.PictureConvolutionBackward(
            (PictureConvolutionParameters)entry.Context!, entry.Value(1), entry.Gradient(0), entry.GradientIfNeeded(1),
            entry.GradientIfNeeded(2), entry.GradientIfNeeded(3));
    }
}
