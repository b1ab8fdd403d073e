using Carousel.Tensors;

namespace Carousel.Autograd;

/// <summary>A convolution over pictures on the tape. Kernel: PictureConvolutionKernel.</summary>
internal sealed class PictureConvolutionOp : Op
{
    private static readonly PictureConvolutionOp _instance = new();

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
        Variable y = tape.Result(tape.Arena.Allocate(new Shape(
            pictures * parameters.Size.Output.Places, parameters.Size.Output.Channels)));
        tape.Backend.PictureConvolutionForward(parameters, x.Value, y.Value);
        tape.Record(_instance, [y], [x, weight, bias], new TapeEntry { Context = parameters });
        return y;
    }

    /// <inheritdoc/>
    public override void Backward(Tape tape, in TapeEntry entry)
    {
        Variable x = tape.Operand(entry, 1);
        tape.Backend.PictureConvolutionBackward(
            (PictureConvolutionParameters)entry.Context!, x.Value, tape.Gradient(tape.Operand(entry, 0)),
            tape.GradientIfNeeded(x),
            tape.GradientIfNeeded(tape.Operand(entry, 2)), tape.GradientIfNeeded(tape.Operand(entry, 3)));
    }
}
