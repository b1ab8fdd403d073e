using Carousel.Autograd;

namespace Carousel.Layers;

/// <summary>The LSTM in the table of cells.</summary>
internal static class LstmDescription
{
    private static readonly RecurrentGate _keeping = new("f", "forget gate");

    public static RecurrentCell Cell { get; } = new(
        "an", "LSTM", "lstm",
        [
            new("i", "input gate"), _keeping, new("g", "candidate", IsSquashed: true),
            new("o", "output gate"),
        ],
        s => new Lstm(
            s.InputSize, s.HiddenSize, s.Reverse,
            new LstmOptions
            {
                ForgetBias = s.ForgetBias,
                WeightDrop = s.WeightDrop,
                Projection = s.Projection,
                Peepholes = s.Peepholes,
            }, s.InputInitializer, s.RecurrentInitializer, s.BiasInitializer))
    {
        Parameters = typeof(LstmParameters),
        States = ["h", "c"],
        KeepingGate = _keeping,
        IsQuantizable = true,
        HasVariants = true,
        Chrono = lag => new ChronoBias(lag),
        PyTorch = new("LSTM", "i, f, g, o", 0, 1, 2, 3)
        {
            Remark = "gates of the LSTM in PyTorch's order i, f, g, o; its two biases are added",
        },
        Keras = new("LSTM", "i, f, c, o", 0, 1, 2, 3),
        Onnx = new("LSTM", "i, o, f, c", 0, 3, 1, 2)
        {
            Activations = ["Sigmoid", "Tanh", "Tanh"],
            Remark = "peepholes i, o, f",
        },
    };
}
