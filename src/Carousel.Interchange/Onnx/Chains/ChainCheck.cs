using System.Globalization;
using Carousel.Data;
using Carousel.Execution;
using Carousel.Interchange.Imports;
using Carousel.Interchange.Onnx.Reading;
using Carousel.Interchange.Onnx.Running;
using Carousel.Interchange.Onnx.Running.Operators;
using Carousel.Interchange.Onnx.Running.Recurrent;
using Carousel.Jobs.Networks;
using Carousel.Storage;

namespace Carousel.Interchange.Onnx.Chains;

/// <summary>
/// Runs a model as its file has it and the network that was made of it on the same drawn sequences, of several lengths
/// where the model takes lengths.
/// </summary>
/// <param name="model">The model.</param>
/// <param name="chain">What was found in it.</param>
/// <param name="mostBytes">What the values of a run may take.</param>
internal sealed class ChainCheck(OnnxModel model, Chain chain, long mostBytes)
{
    private const ulong Seed = 1;
    private const double HalfTolerance = 5e-3;

    // Answers that are all 0 have no size; what is below this share of the weights in front of them is rounding.
    private const double LeastShare = 1e-6;

    // A probability below it is no normal number of single precision.
    private const float LeastLogarithm = -87;

    // Steps and sequences of each run, where the model leaves them free.
    private static readonly (int Steps, int Sequences)[] _sizes = [(7, 3), (4, 2)];

    // Between its operators a model of half precision rounds to 11 bits.
    private readonly double _tolerance = chain.Input.Port.Type == OnnxType.Float16
        ? HalfTolerance
        : NetworkExample.Tolerance;

    private int _compared;
    private double _largest, _ofBytes;

    /// <summary>Compares.</summary>
    /// <param name="network">The network.</param>
    /// <returns>What was found, as a sentence.</returns>
    /// <exception cref="OnnxNotTakenException">The answers differ, or the model does not run.</exception>
    public string Require(NetworkModel network)
    {
        bool hasBytes = model.Nodes.Any(DequantisedLstm.Is);
        using var session = new OnnxSession(
            model, new OnnxSessionOptions { Threads = 1, MostBytes = mostBytes, Dequantises = hasBytes });
        using OnnxSession? asItIs = hasBytes
            ? new OnnxSession(model, new OnnxSessionOptions { Threads = 1, MostBytes = mostBytes })
            : null;
        try
        {
            for (int run = 0; run < _sizes.Length; run++)
            {
                Compare(network, session, asItIs, run);
            }
        }
        catch (Exception e) when (e is DataFormatException or ModelFileException)
        {
            throw new OnnxNotTakenException(
                $"{model.File} does not run on drawn sequences ({Plain(e.Message)}), {ChainNode.Advice}");
        }

        string inBytes = !hasBytes ? "" : string.Create(
            CultureInfo.InvariantCulture,
            $"; run as it is, which puts inputs and states into 8 bits too, it differs by up to {_ofBytes:0.0e+0}");
        string half = _tolerance > NetworkExample.Tolerance ? ", which its half precision explains" : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"checked: the ONNX file run {(hasBytes ? "with the numbers that its bytes stand for" : "as it is")} and "
            + $"the network agree on {_compared} numbers for drawn inputs (seed {Seed}), largest difference "
            + $"{_largest:0.0e+0}{inBytes}{half}");
    }

    private void Compare(NetworkModel network, OnnxSession session, OnnxSession? asItIs, int run)
    {
        (int T, int B) = SizesOf(_sizes[run]);
        int I = network.Design.InputSize, O = network.Design.OutputSize;
        (int first, int second) = chain.IsTimeFirst ? (T, B) : (B, T);
        var drawn = new float[T * B * I];
        new CounterRandom(Seed, CounterRandom.Purpose("onnx chain")).Uniform((uint)run, drawn);
        drawn = Array.ConvertAll(
            drawn, u => network.Design.Symbols > 0 ? MathF.Floor(u * network.Design.Symbols) : (2 * u) - 1);
        int[] lengths = [.. Enumerable.Repeat(T, B)];
        var inputs = new Dictionary<string, OnnxTensor> { [chain.Input.Port.Name] = Given(drawn, first, second) };
        foreach (OnnxPort port in model.Inputs.Where(p => p != chain.Input.Port))
        {
            int[] dims = chain.Input.DimsBeside(port, chain.Steps, first, second);
            if (chain.Beside.Lengths.Contains(port))
            {
                lengths = [.. Enumerable.Range(0, B).Select(b => Math.Max(1, T - (3 * b) - (B == 1 ? run : 0)))];
                inputs[port.Name] = dims is [var count] && count == B
                    ? ChainInput.Whole(port.Type, lengths, dims)
                    : throw new OnnxNotTakenException(
                        $"{model.File}: the input {port} is no list of lengths, one for each "
                        + $"sequence, {ChainNode.Advice}");
            }
            else
            {
                inputs[port.Name] = new OnnxTensor(
                    port.Type, dims, new byte[dims.Aggregate(1, (p, d) => p * d) * port.Type.Size()]);
            }
        }

        float[] expected = Answers(session, inputs);
        float[]? ofBytes = asItIs is null ? null : Answers(asItIs, inputs);
        float[][] answers = network.Run(
            [.. Enumerable.Range(0, B).Select(b => Sequence(drawn, b, lengths[b], T, B, I))]);
        if (expected.Length != B * O * (network.Design.Pooling is null ? T : 1))
        {
            throw new OnnxNotTakenException(
                $"{model.File}: the output '{chain.Output}' has {expected.Length} numbers for {B} sequences of {T} "
                + $"steps, where the layers that were found give others, {ChainNode.Advice}");
        }

        ChainFactorKind[] order =
        [
            .. Enumerable.Range(0, chain.Shape.Rank).SelectMany(a => chain.Shape[a]).Select(f => f.Kind)
                .Where(k => k is ChainFactorKind.First or ChainFactorKind.Second),
        ];
        double scale = Math.Max(expected.Max(v => Math.Abs((double)v)), LeastShare * LastWeight());
        for (int b = 0; b < B; b++)
        {
            for (int k = 0; k < answers[b].Length; k++)
            {
                int row = order.Aggregate(0, (r, kind) => kind == chain.Steps.Kind ? (r * T) + (k / O) : (r * B) + b);
                int place = (row * O) + (k % O);
                _ofBytes = Math.Max(
                    _ofBytes, ofBytes is null ? 0 : Math.Abs((double)ofBytes[place] - Answer(answers[b][k])));
                Hold(
                    Answer(answers[b][k]), expected[place], scale,
                    $"number {(k % O) + 1} "
                    + $"of {(network.Design.Pooling is null ? $"step {(k / O) + 1} of " : "")}sequence {b + 1}");
            }
        }
    }

    /// <summary>The logarithm of a probability, down to where single precision loses it: one of 0 has none.</summary>
    public static double Logarithm(double probability) => Math.Max(RealFunctions.Log(probability), LeastLogarithm);

    private void Hold(double answer, float expected, double scale, string place)
    {
        double difference = Math.Abs(answer - expected);
        if (!float.IsFinite(expected))
        {
            throw new OnnxNotTakenException(string.Create(
                CultureInfo.InvariantCulture,
                $"{model.File}: the model itself answers {expected} to drawn inputs ({place}), so nothing can be "
                + $"compared, {ChainNode.Advice}"));
        }

        if (!(difference <= _tolerance * scale))
        {
            throw new OnnxNotTakenException(string.Create(
                CultureInfo.InvariantCulture,
                $"{model.File}: the layers that were found answer {(float)answer} where the model, run as it is, "
                + $"answers {expected} ({place}), {ChainNode.Advice}"));
        }

        _compared++;
        _largest = Math.Max(_largest, difference);
    }

    private float[] Answers(OnnxSession session, Dictionary<string, OnnxTensor> inputs)
    {
        float[] answers = session.Run(inputs)[chain.Output].ToSingles();
        return chain.Path.IsLogarithm ? Array.ConvertAll(answers, v => Math.Max(v, LeastLogarithm)) : answers;
    }

    /// <summary>The network's number as the model gives it.</summary>
    private double Answer(float answer) => chain.Path.IsLogarithm ? Logarithm(answer) : answer;

    /// <summary>The largest weight of the last layer that has any.</summary>
    private double LastWeight() =>
        chain.Path.Layers.Last(l => l.Weights.Count > 0).Weights.Values.SelectMany(w => w)
            .Select(v => Math.Abs((double)v)).DefaultIfEmpty().Max();

    private string Plain(string message) =>
        (message.StartsWith(model.File + ": ", StringComparison.Ordinal) ? message[(model.File.Length + 2)..] : message)
            .TrimEnd('.');

    private (int Steps, int Sequences) SizesOf((int Steps, int Sequences) free)
    {
        int? first = chain.Input.Port.Axes![0].Size,
            second = chain.Input.Rows.Shape.Rank > (chain.Input.HasSymbols ? 1 : 2) ? chain.Input.Port.Axes[1].Size : 1;
        return chain.IsTimeFirst
            ? (first ?? free.Steps, second ?? free.Sequences)
            : (second ?? free.Steps, first ?? free.Sequences);
    }

    private OnnxTensor Given(float[] values, int first, int second)
    {
        OnnxPort port = chain.Input.Port;
        int[] outer = port.Axes!.Count - (chain.Input.HasSymbols ? 0 : 1) == 2 ? [first, second] : [first];
        return chain.Input.HasSymbols ? ChainInput.Whole(port.Type, Array.ConvertAll(values, v => (int)v), outer)
            : new FreshTensor(
                port.Type, [.. outer, values.Length / (first * second)], new byte[values.Length * port.Type.Size()])
                    .Filled(values);
    }

    private float[] Sequence(float[] drawn, int sequence, int length, int steps, int sequences, int width)
    {
        var values = new float[length * width];
        for (int t = 0; t < length; t++)
        {
            int row = chain.IsTimeFirst ? (t * sequences) + sequence : (sequence * steps) + t;
            drawn.AsSpan(row * width, width).CopyTo(values.AsSpan(t * width));
        }

        return values;
    }
}
