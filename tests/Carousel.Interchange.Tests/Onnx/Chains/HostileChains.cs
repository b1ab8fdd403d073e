using Carousel.Interchange.Onnx;

namespace Carousel.Interchange.Tests.Onnx.Chains;

/// <summary>Hostile graphs of a few hundred bytes, each made for one weakness.</summary>
internal static class HostileChains
{
    private const string Nothing = " that makes nothing";
    private const int Huge = 500_000_000;

    private static readonly Dictionary<string, Func<MadeOnnx>> _made = new(StringComparer.Ordinal)
    {
        ["an empty axis of 5E8 columns"] = () => Beside(Huge),
        ["an empty axis of 2^31 - 1 columns"] = () => Beside(int.MaxValue),
        ["three empty axes whose columns are 2^32"] = () => Beside(int.MaxValue, int.MaxValue, 2),
        ["columns of zeros beyond the widest layer"] = () =>
            X().Node("Shape", ["x"], ["n"]).Weight("k", OnnxTensor.Of([1L, 1, Huge], 3)).Node("Mul", ["n", "k"], ["m"])
                .Node("ConstantOfShape", ["m"], ["o"]).Node("Concat", ["x", "o"], ["y"], MadeOnnx.Whole("axis", 2)),
        ["a state of huge axes"] = () =>
            X().Input("h", OnnxType.Float32, "60000", "60000", "60000").Node("Identity", ["x"], ["y"]),
        ["lengths of huge axes"] = () =>
            X().Input("n", OnnxType.Int64, "60000", "60000").Node("Identity", ["x"], ["y"]),
        ["sequences of huge axes"] = () =>
            new MadeOnnx().Input("x", OnnxType.Float32, "65536", "65536", "65536").Node("Identity", ["x"], ["y"]),
        ["three hundred inputs that could be sequences"] = () =>
            Enumerable.Range(0, 300)
                .Aggregate(X(), (made, k) => made.Input($"x{k}", OnnxType.Float32, "time", "batch", "3"))
                .Node("Identity", ["x"], ["y"]),
        ["a cast to a type that is none"] = () => X().Node("Cast", ["x"], ["y"], MadeOnnx.Whole("to", 4711)),
        ["a slice beyond 32 bits"] = () =>
            X().Weight("a", OnnxTensor.Of([long.MinValue], 1)).Weight("b", OnnxTensor.Of([long.MinValue + 1], 1))
                .Weight("c", OnnxTensor.Of([0L], 1)).Node("Slice", ["x", "a", "b", "c"], ["y"]),
    };

    /// <summary>What each is made for.</summary>
    public static IEnumerable<string> Names =>
        [
            .. _made.Keys,
            .. ChainGlue.All.Keys.Append(ChainGlue.Split).Append("LSTM").Append("MatMul").Append("ReduceMean")
                .Select(o => o + Nothing),
        ];

    /// <summary>The file.</summary>
    public static byte[] Make(string name) => name.EndsWith(Nothing, StringComparison.Ordinal)
        ? X().Node(name[..^Nothing.Length], ["x"], []).Node(name[..^Nothing.Length], ["x"], [""])
            .Node("Identity", ["x"], ["y"]).Output("y", OnnxType.Float32).Bytes()
        : _made[name]().Output("y", OnnxType.Float32).Bytes();

    private static MadeOnnx X() => new MadeOnnx().Input("x", OnnxType.Float32, "time", "batch", "3");

    /// <summary>An LSTM that reads the input joined with columns of tensors without values.</summary>
    private static MadeOnnx Beside(params int[] columns)
    {
        MadeOnnx made = X();
        string last = "x";
        for (int k = 0; k < columns.Length; k++)
        {
            made = made.Weight($"o{k}", OnnxTensor.Of(Array.Empty<float>(), 0, 0, columns[k]))
                .Node("Concat", [last, $"o{k}"], [$"x{k}"], MadeOnnx.Whole("axis", 2));
            last = $"x{k}";
        }

        return made.Weight("W", OnnxTensor.Of(new float[12], 1, 4, 3)).Weight("R", OnnxTensor.Of(new float[4], 1, 4, 1))
            .Node("LSTM", [last, "W", "R"], ["y"], MadeOnnx.Whole("hidden_size", 1));
    }
}
