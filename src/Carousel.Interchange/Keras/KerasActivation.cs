using Carousel.Tensors;

namespace Carousel.Interchange.Keras;

/// <summary>Elementwise functions: a setting of dense layers in Keras, and separate layers.</summary>
internal static class KerasActivation
{
    /// <summary>The function that a separate layer applies.</summary>
    /// <param name="layer">An <c>Activation</c>, <c>ReLU</c> or <c>Softmax</c>.</param>
    /// <exception cref="Storage.ModelFileException">It has settings that Carousel's does not have.</exception>
    public static string NameOf(KerasLayer layer) =>
        layer.Find("max_value") is not null || layer.Number("negative_slope", 0) != 0
            || layer.Number("threshold", 0) != 0 || (layer.Has("axis") && layer.Number("axis", -1) != -1)
            ? throw layer.Bad(
                "has settings other than Keras's defaults (max_value, negative_slope, threshold, axis), which Carousel "
                + "does not have.")
            : layer.ClassName switch
            {
                "ReLU" => "relu",
                "Softmax" => "softmax",
                _ => layer.Text("activation", "linear")
            };

    /// <summary>Carousel's function.</summary>
    /// <param name="layer">Who applies it.</param>
    /// <param name="function">Keras's name of it.</param>
    /// <exception cref="Storage.ModelFileException">Carousel has none like it.</exception>
    public static ElementwiseFunction Of(KerasLayer layer, string function) => function switch
    {
        "tanh" => ElementwiseFunction.Tanh,
        "sigmoid" => ElementwiseFunction.Logistic,
        "relu" => ElementwiseFunction.Relu,
        _ =>
            throw layer.Bad(
                $"has the activation {function}; linear, tanh, sigmoid and relu can be read, and softmax at the end."),
    };
}
