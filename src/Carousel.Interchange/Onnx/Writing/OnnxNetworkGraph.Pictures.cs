using Carousel.Kernels;
using Carousel.Layers;
using Carousel.Networks;
using Carousel.Tensors;

namespace Carousel.Interchange.Onnx;

/// <summary>Pictures: features by row, column and channel, which the operators take channel by channel.</summary>
internal sealed partial class OnnxNetworkGraph
{
    /// <inheritdoc/>
    public GraphValue Convolve(PictureConvolution layer, GraphValue pictures)
    {
        PictureConvolutionSize size = layer.Convolution;
        string path = Path(layer);
        Parameter[] parameters = [.. layer.Parameters];
        string weight = drawing.Weights(
            $"{path}.weight", [size.Output.Channels, size.Input.Channels, size.KernelSize, size.KernelSize],
            ByChannel(
                parameters[0].Value.ToArray(), size.Output.Channels, size.KernelSize * size.KernelSize,
                size.Input.Channels));
        string bias = parameters.Length > 1
            ? drawing.Weights($"{path}.bias", [size.Output.Channels], parameters[1].Value.ToArray())
            : "";
        string convolved = drawing.Node(
            "Conv", $"{path}.channels", [Channels(pictures, size.Input), weight, bias],
            OnnxAttributes.Of("kernel_shape", size.KernelSize, size.KernelSize),
            OnnxAttributes.Of("strides", size.Stride, size.Stride),
            OnnxAttributes.Of("pads", size.Padding, size.Padding, size.Padding, size.Padding));
        GraphValue output = Places(convolved, path, pictures, size.Output);
        return layer.Activation is { } function ? Activate(function, output) : output;
    }

    /// <inheritdoc/>
    public GraphValue Shrink(PicturePooling layer, GraphValue pictures)
    {
        PicturePoolingSize size = layer.Pooling;
        string path = Path(layer);
        string pooled = drawing.Node(
            layer.Kind == PicturePoolingKind.Max ? "MaxPool" : "AveragePool", $"{path}.channels",
            [Channels(pictures, size.Input)],
            OnnxAttributes.Of("kernel_shape", size.KernelSize, size.KernelSize),
            OnnxAttributes.Of("strides", size.Stride, size.Stride));
        return Places(pooled, path, pictures, size.Output);
    }

    /// <inheritdoc/>
    public (GraphValue Output, GraphState Final) Step(ConvolutionalLstm layer, GraphValue pictures, GraphState start)
    {
        string path = Path(layer);
        Dictionary<string, PictureConvolution> inside = layer.NamedLayers.ToDictionary(
            l => l.Name, l => (PictureConvolution)l.Layer);
        PictureSize size = inside["input"].Convolution.Output;
        long places = size.Height * size.Width;
        GraphValue sums = Add(Convolve(inside["input"], pictures), Convolve(inside["recurrent"], start.Cells[0]));
        string gates = Reshaped(sums.Name, $"{path}.places", -1, places, size.Channels);
        gates = drawing.Node(
            "Add", $"{path}.gates",
            [gates, drawing.Weights($"{path}.bias", [size.Channels], layer.OwnParameters.Single().Value.ToArray())]);
        string[] parts = drawing.Nodes(
            "Split", [$"{path}.i", $"{path}.f", $"{path}.g", $"{path}.o"], [gates], OnnxAttributes.Of("axis", 2L));
        GraphValue Gate(int gate, ElementwiseFunction function) =>
            Activate(
                function,
                new GraphValue(
                    Shaped(parts[gate], $"{parts[gate]}.rows", pictures, 0, places * layer.Hidden), pictures.Axes,
                    (int)places * layer.Hidden));
        GraphValue written = Multiply(Gate(0, ElementwiseFunction.Logistic), Gate(2, ElementwiseFunction.Tanh));
        GraphValue cell = Add(Multiply(Gate(1, ElementwiseFunction.Logistic), start.Cells[1]), written);
        GraphValue hidden = Multiply(Gate(3, ElementwiseFunction.Logistic), Activate(ElementwiseFunction.Tanh, cell));
        return (hidden, new GraphState([hidden, cell]));
    }

    private string Channels(GraphValue pictures, PictureSize size) =>
        Turned(
            Reshaped(pictures.Name, $"{pictures.Name}.pictures", -1, size.Height, size.Width, size.Channels),
            $"{pictures.Name}.by_channel", 0, 3, 1, 2);

    private GraphValue Places(string channels, string path, GraphValue like, PictureSize size)
    {
        int features = size.Height * size.Width * size.Channels;
        return new GraphValue(
            Shaped(Turned(channels, $"{path}.by_place", 0, 2, 3, 1), $"{path}.output", like, 0, features), like.Axes,
            features);
    }
}
