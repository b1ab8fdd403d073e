using System.Globalization;
using Carousel.Interchange.Onnx;
using Carousel.Interchange.Onnx.Protocol;
using Carousel.Testing;

namespace Carousel.Interchange.Tests.Onnx;

/// <summary>ONNX Runtime's LSTM in 8 bits with attributes and weights drawn by chance.</summary>
internal sealed class QuantisedLstmCase
{
    private readonly Draws _draws;

    /// <summary>Draws a case.</summary>
    public QuantisedLstmCase(int seed)
    {
        _draws = new Draws(seed);
        string direction = new[] { "forward", "reverse", "bidirectional" }[_draws.Below(3)];
        int t = 1 + _draws.Below(6), b = 1 + _draws.Below(4), inputs = 1 + _draws.Below(8), h = 1 + _draws.Below(8),
            d = direction == "bidirectional" ? 2 : 1;
        bool isSigned = Chance(), isPerColumn = Chance(), hasBias = Chance(), hasLengths = Chance(),
            hasStates = Chance(), hasPeepholes = Chance(), couples = _draws.Below(4) == 0, clips = _draws.Below(4) == 0;
        var made = new MadeOnnx(17, hasMicrosoft: true);
        var given = new Dictionary<string, OnnxTensor> { ["X"] = Real(t, b, inputs) };
        made.Weight("W", Bytes(isSigned, d, inputs, 4 * h)).Weight("R", Bytes(isSigned, d, h, 4 * h));
        int[] scales = isPerColumn ? [d, 4 * h] : [d];
        foreach (string weight in new[] { "W", "R" })
        {
            made.Weight(
                $"{weight}_scale",
                OnnxTensor.Of(
                    Array.ConvertAll(
                        _draws.Floats(scales.Aggregate(1, (p, n) => p * n)), v => 0.001f + (0.01f * Math.Abs(v))),
                        scales));

            // Columns of signed numbers lie around 0.
            made.Weight(
                $"{weight}_zero",
                isSigned
                    ? OnnxTensor.Of(new sbyte[scales.Aggregate(1, (p, n) => p * n)], scales)
                    : OnnxTensor.Of(
                        Enumerable.Repeat((byte)(118 + _draws.Below(20)), scales.Aggregate(1, (p, n) => p * n))
                            .ToArray(), scales));
        }

        if (hasBias)
        {
            made.Weight("B", Real(d, 8 * h));
        }

        if (hasLengths)
        {
            given["sequence_lens"] = OnnxTensor.Of([.. Enumerable.Range(0, b).Select(_ => 1 + _draws.Below(t))], b);
        }

        if (hasStates)
        {
            (given["initial_h"], given["initial_c"]) = (Real(d, b, h), Real(d, b, h));
        }

        if (hasPeepholes)
        {
            made.Weight("P", Real(d, 3 * h));
        }

        foreach ((string name, OnnxTensor tensor) in given)
        {
            made.Input(
                name, tensor.Type, [.. tensor.Dims.ToArray().Select(n => n.ToString(CultureInfo.InvariantCulture))]);
        }

        List<AttributeProto> attributes = [MadeOnnx.Word("direction", direction), MadeOnnx.Whole("hidden_size", h)];
        if (couples)
        {
            attributes.Add(MadeOnnx.Whole("input_forget", 1));
        }

        if (clips)
        {
            attributes.Add(MadeOnnx.Number("clip", 0.5f));
        }

        made.Output("Y", OnnxType.Float32).Output("Y_h", OnnxType.Float32).Output("Y_c", OnnxType.Float32).Node(
            "DynamicQuantizeLSTM",
            ["X", "W", "R", hasBias
                ? "B"
                : "", hasLengths ? "sequence_lens"
                : "", hasStates ? "initial_h"
                : "", hasStates ? "initial_c" : "", hasPeepholes ? "P" : "", "W_scale", "W_zero", "R_scale", "R_zero"],
            ["Y", "Y_h", "Y_c"], [.. attributes]);
        made.Proto.Graph.Node[0].Domain = OnnxDomains.Microsoft;
        (Made, Inputs) = (made, given);
        Text =
            $"seed {seed}: {direction} T {t} B {b} I {inputs} "
            + $"H {h}{(isSigned ? " int8" : " uint8")}{(isPerColumn ? " by column" : "")}{(hasBias ? " bias" : "")}"
            + $"{(hasLengths ? " lengths" : "")}{(hasStates ? " states" : "")}{(hasPeepholes ? " peepholes" : "")}"
            + $"{(couples ? " coupled" : "")}{(clips ? " clip" : "")}";
    }

    /// <summary>The model.</summary>
    public MadeOnnx Made { get; }

    /// <summary>What goes in.</summary>
    public IReadOnlyDictionary<string, OnnxTensor> Inputs { get; }

    /// <summary>What the case is, for messages.</summary>
    public string Text { get; }

    private bool Chance() => _draws.Below(2) == 0;

    private OnnxTensor Real(params int[] dims) =>
        OnnxTensor.Of(_draws.Floats(dims.Aggregate(1, (p, n) => p * n)), dims);

    private OnnxTensor Bytes(bool isSigned, params int[] dims)
    {
        byte[] values =
        [
            .. Enumerable.Range(0, dims.Aggregate(1, (p, n) => p * n)).Select(_ => (byte)_draws.Below(256)),
        ];
        return isSigned
            ? OnnxTensor.Of(Array.ConvertAll(values, v => (sbyte)Math.Max((sbyte)v, (sbyte)-127)), dims)
            : OnnxTensor.Of(values, dims);
    }
}
