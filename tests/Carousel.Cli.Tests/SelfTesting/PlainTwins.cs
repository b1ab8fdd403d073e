using Carousel.Reference.Convolution;
using Carousel.Reference.Dense;
using Carousel.Reference.Embedding;
using Carousel.Reference.Normalization;
using Carousel.Reference.Softmax;
using Carousel.Testing;

namespace Carousel.Cli.Tests.SelfTesting;

/// <summary>y = W x + b.</summary>
internal sealed class DenseTwin(IReadOnlyDictionary<string, double[]> parameters, int inputs, string prefix = "")
    : TwinLayer(parameters, prefix)
{
    public override (double[,] Y, double[] Final) Forward(double[,] x, double[] start) =>
        (DenseReference.Forward(x, Matrix("weight", inputs), Vector("bias")), []);

    public override (double[,] Dx, double[] Dstart) Backward(double[,] x, double[] start, double[,] dy, double[] dfinal)
    {
        (double[,] dx, double[,] dWeight, double[] dBias) = DenseReference.Backward(x, Matrix("weight", inputs), dy);
        Add("weight", dWeight);
        Add("bias", dBias);
        return (dx, []);
    }
}

/// <summary>Rows of a table.</summary>
internal sealed class EmbeddingTwin(IReadOnlyDictionary<string, double[]> parameters, int outputs)
    : TwinLayer(parameters)
{
    public override (double[,] Y, double[] Final) Forward(double[,] x, double[] start) =>
        (EmbeddingReference.Forward(Ids(x), Matrix("weight", outputs)), []);

    public override (double[,] Dx, double[] Dstart) Backward(double[,] x, double[] start, double[,] dy, double[] dfinal)
    {
        Add("weight", EmbeddingReference.Backward(Ids(x), dy, Vector("weight").Length / outputs));
        return (new double[x.GetLength(0), 1], []);
    }

    private static int[] Ids(double[,] x) => [.. x.Cast<double>().Select(id => (int)id)];
}

/// <summary>Each step's features around their mean, with gain and bias.</summary>
internal sealed class LayerNormTwin(IReadOnlyDictionary<string, double[]> parameters) : TwinLayer(parameters)
{
    private const double Epsilon = 1e-5f;

    public override (double[,] Y, double[] Final) Forward(double[,] x, double[] start) =>
        (LayerNormReference.Forward(Epsilon, x, Vector("gain"), Vector("bias")), []);

    public override (double[,] Dx, double[] Dstart) Backward(double[,] x, double[] start, double[,] dy, double[] dfinal)
    {
        (double[,] dx, double[] dGain, double[] dBias) = LayerNormReference.Backward(Epsilon, x, Vector("gain"), dy);
        Add("gain", dGain);
        Add("bias", dBias);
        return (dx, []);
    }
}

/// <summary>The soft-max of each step.</summary>
internal sealed class SoftmaxTwin() : TwinLayer(new Dictionary<string, double[]>())
{
    public override (double[,] Y, double[] Final) Forward(double[,] x, double[] start) =>
        (SoftmaxReference.Forward(x), []);

    public override (double[,] Dx, double[] Dstart) Backward(
        double[,] x, double[] start, double[,] dy, double[] dfinal) => (SoftmaxReference.Backward(x, dy), []);
}

/// <summary>A convolution along the steps that looks as far ahead as back.</summary>
internal sealed class ConvolutionTwin(
    IReadOnlyDictionary<string, double[]> parameters, int inputs, int kernel, int dilation) : TwinLayer(parameters)
{
    private int Before => (kernel - 1) / 2 * dilation;

    private double[,,] Weight
    {
        get
        {
            double[] values = Vector("weight");
            var weight = new double[values.Length / (kernel * inputs), kernel, inputs];
            values.CopyTo(Near.Flat(weight));
            return weight;
        }
    }

    public override (double[,] Y, double[] Final) Forward(double[,] x, double[] start) =>
        (SequenceConvolutionReference.Forward(x, Weight, Vector("bias"), Before, dilation), []);

    public override (double[,] Dx, double[] Dstart) Backward(double[,] x, double[] start, double[,] dy, double[] dfinal)
    {
        (double[,] dx, double[,,] dWeight, double[] dBias) = SequenceConvolutionReference.Backward(
            x, Weight, Before, dilation, dy);
        Add("weight", dWeight);
        Add("bias", dBias);
        return (dx, []);
    }
}
