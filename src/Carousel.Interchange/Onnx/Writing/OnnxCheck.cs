using System.Globalization;
using Carousel.Backends;
using Carousel.Data;
using Carousel.Interchange.Onnx.Reading;
using Carousel.Interchange.Onnx.Running;
using Carousel.Jobs.Graphs;
using Carousel.Layers;
using Carousel.Memory;
using Carousel.Storage;

namespace Carousel.Interchange.Onnx.Writing;

/// <summary>
/// Reads files of ONNX as they were made, runs them at two sizes on made inputs, and holds what comes out against the
/// model's own layers.
/// </summary>
/// <remarks>
/// The sizes are those of <see cref="Sizes"/>; where sequences have lengths those of a batch differ. Behind a
/// sequence's end no number is compared.
/// What is run is Carousel's own runner, on the bytes that are to be written: a weight at a wrong place, a wrong order
/// of gates or a shape that is fixed where it should be free is found; what another runtime makes of the file is not.
/// </remarks>
/// <param name="LargestDifference">Of any number of any output; where weights are kept in bytes, with nothing rounded
/// that is multiplied by them, in the file and in the model. Null where the files could not be run.</param>
/// <param name="IsExact">Whether file and model compute alike: not where weights are kept in bytes, by which the file
/// multiplies by another rule.</param>
/// <param name="Reason">Why the files were not run; null where they were.</param>
internal sealed record OnnxCheck(double? LargestDifference, bool IsExact, string? Reason)
{
    /// <summary>
    /// How far numbers may lie apart, as a share of the largest of their output, or of 1 where that is larger.
    /// </summary>
    public const double Tolerance = 1e-4;

    /// <summary>
    /// Where weights are kept in bytes, the largest difference of file and model as they run in use: each rounds what
    /// is multiplied to 8 bits by a rule of its own. Null elsewhere.
    /// </summary>
    public double? RoundingDifference { get; init; }

    /// <summary>Steps and sequences of each run. Multiples of three, which windows of bases are.</summary>
    public static IReadOnlyList<(int Time, int Batch)> Sizes { get; } = [(6, 1), (9, 3)];

    /// <summary>What was found, for the person who exports.</summary>
    public string Sentence => LargestDifference is not { } difference
        ? $"not checked: {Reason}"
        : string.Create(
            CultureInfo.InvariantCulture,
            $"checked: largest difference {difference:0.0e0} over {Sizes.Count} sizes{Rounded()}");

    private string Rounded() => RoundingDifference is not { } rounding ? "" : string.Create(
        CultureInfo.InvariantCulture,
        $" with nothing rounded that weights in bytes are multiplied with; rounded to 8 bits, by the file's rule and "
        + $"by Carousel's, {rounding:0.0e0}");

    /// <summary>Checks the files of a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="files">What <see cref="OnnxExport.Write(IGraphModel)"/> gave for it.</param>
    /// <returns>What was found.</returns>
    /// <exception cref="OnnxCheckException">A file can't be read back, or gives other numbers than the
    /// model.</exception>
    /// <remarks>
    /// While it runs a model of weights in bytes computes in single precision, with the numbers that they stand for:
    /// nothing else may run it.
    /// </remarks>
    public static OnnxCheck Of(IGraphModel model, IReadOnlyList<OnnxFile> files)
    {
        ArgumentNullException.ThrowIfNull(model);
        return Of(model.Networks, model.ToGraphs, files);
    }

    /// <summary>Checks the files of networks.</summary>
    /// <param name="networks">The networks.</param>
    /// <param name="toGraphs">Draws them.</param>
    /// <param name="files">What <see cref="OnnxExport"/> made of the drawings.</param>
    /// <inheritdoc cref="Of(IGraphModel, IReadOnlyList{OnnxFile})"/>
    public static OnnxCheck Of(
        IEnumerable<Layer> networks, Func<IReadOnlyList<ModelGraph>> toGraphs, IReadOnlyList<OnnxFile> files)
    {
        ArgumentNullException.ThrowIfNull(toGraphs);
        ArgumentNullException.ThrowIfNull(files);
        Parameter[] parameters =
        [
            .. networks.SelectMany(n => n.Parameters).Where(p => p.Quantised is not null).Distinct(),
        ];
        if (parameters.Length == 0)
        {
            return Of(toGraphs(), files, OnnxArithmetic.Same);
        }

        OnnxCheck inUse = Of(toGraphs(), files, OnnxArithmetic.Rounded);
        QuantisedMatrix[] matrices = [.. parameters.Select(p => p.Quantised!)];
        try
        {
            Array.ForEach(parameters, p => p.Dequantise());
            return Of(toGraphs(), files, OnnxArithmetic.Unrounded) with
            {
                IsExact = false,
                RoundingDifference = inUse.LargestDifference,
            };
        }
        finally
        {
            foreach ((Parameter parameter, QuantisedMatrix matrix) in parameters.Zip(matrices))
            {
                parameter.Quantise(matrix);
            }
        }
    }

    /// <summary>Checks the files of graphs.</summary>
    /// <inheritdoc cref="Of(IGraphModel, IReadOnlyList{OnnxFile})"/>
    internal static OnnxCheck Of(
        IReadOnlyList<ModelGraph> graphs, IReadOnlyList<OnnxFile> files, OnnxArithmetic arithmetic)
    {
        double largest = 0;
        foreach ((ModelGraph graph, OnnxFile file) in graphs.Zip(files))
        {
            try
            {
                using var stream = new MemoryStream(file.Bytes.ToArray());
                using var session = new OnnxSession(
                    OnnxModel.Load(stream, file.Name),
                    new OnnxSessionOptions { Threads = 1, Dequantises = arithmetic == OnnxArithmetic.Unrounded });
                largest = Math.Max(largest, Sizes.Max(size => Difference(graph, session, size, arithmetic)));
            }
            catch (OnnxNotTakenException exception)
            {
                return new OnnxCheck(null, arithmetic == OnnxArithmetic.Same, exception.Message);
            }
            catch (Exception exception) when (exception is ModelFileException or DataFormatException)
            {
                throw new OnnxCheckException(
                    $"{file.Name} can't be run as it was made, so it is not written: {exception.Message}");
            }
        }

        return new OnnxCheck(largest, arithmetic == OnnxArithmetic.Same, null);
    }

    private static double Difference(
        ModelGraph graph, OnnxSession session, (int Time, int Batch) size, OnnxArithmetic arithmetic)
    {
        using var backend = new CpuBackend(1);
        var sizes = new Dictionary<string, int>
        {
            [GraphAxis.Time.Name] = size.Time,
            [GraphAxis.Batch.Name] = size.Batch,
            [GraphAxis.Ahead.Name] = size.Time - 2,
            [GraphAxis.Letters.Name] = 4,
            [GraphAxis.Codons.Name] = size.Time / 3,
        };
        var computed = new ComputedGraph(backend, sizes, seed: 1);
        graph.Draw(computed);
        OnnxModel model = session.Model;
        IReadOnlyDictionary<string, OnnxTensor> found = session.Run(
            model.Inputs.Where(i => computed.Inputs.ContainsKey(i.Name))
                .ToDictionary(i => i.Name, i => Given(i, computed.Inputs[i.Name])));
        double largest = 0;
        foreach ((string name, GraphTensor expected) in computed.Outputs)
        {
            string where =
                $"{model.File}: the output '{name}' at {size.Time} steps of {size.Batch} "
                + $"sequence{(size.Batch == 1 ? "" : "s")}";
            double[] values = found.TryGetValue(name, out OnnxTensor? tensor) && tensor.Length == expected.Values.Length
                ? tensor.ToDoubles()
                : throw new OnnxCheckException(
                    $"{where} has {tensor?.ToString() ?? "nothing"} in place of [{string.Join(", ", expected.Sizes)}]. "
                    + $"The file is not written.");
            double apart = expected.Values.Zip(values, Distance).DefaultIfEmpty(0).Max(),
                scale = Math.Max(1, expected.Values.Where(float.IsFinite).Select(Math.Abs).DefaultIfEmpty(0).Max());
            if (arithmetic == OnnxArithmetic.Rounded ? double.IsInfinity(apart) : apart > Tolerance * scale)
            {
                throw new OnnxCheckException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{where} differs by {apart:0.0e0} from what the model computes, where {Tolerance * scale:0.0e0} "
                    + $"is allowed. The file is not written."));
            }

            largest = Math.Max(largest, apart);
        }

        return largest;
    }

    /// <summary>Behind a sequence's end no number is promised.</summary>
    private static double Distance(float expected, double found) =>
        float.IsNaN(expected) || expected == found ? 0
            : double.IsFinite(found) ? Math.Abs(expected - found)
            : double.PositiveInfinity;

    /// <summary>State has an axis of directions in the file.</summary>
    private static OnnxTensor Given(OnnxPort port, GraphTensor tensor)
    {
        int[] sizes = port.Axes!.Count > tensor.Sizes.Count ? [1, .. tensor.Sizes] : [.. tensor.Sizes];
        return port.Type switch
        {
            OnnxType.Int64 => OnnxTensor.Of(Array.ConvertAll(tensor.Values, v => (long)v), sizes),
            OnnxType.Int32 => OnnxTensor.Of(Array.ConvertAll(tensor.Values, v => (int)v), sizes),
            _ => OnnxTensor.Of(tensor.Values, sizes),
        };
    }
}
