using Carousel.Interchange.Imports;
using Carousel.Networks;
using Carousel.Storage;
using Carousel.Tensors;

namespace Carousel.Interchange.Onnx;

/// <summary>Makes a network of an ONNX model whose graph is a plain chain of layers.</summary>
internal static class OnnxChain
{
    private const long MostBytes = 1L << 31;

    // A probability below it is not a normal number of single precision.
    private const double LeastLogarithm = -87;

    /// <summary>
    /// Reads a model, and compares the network with a stored input and output where they are given.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="check">A file with a stored input and output to compare as well; null for none.</param>
    /// <param name="threads">How many threads compute; 0 for as many as the machine has processors.</param>
    /// <returns>The network and the assumptions; owned by the caller.</returns>
    /// <exception cref="ModelFileException">The file can't be read or is damaged, or stored outputs are
    /// others.</exception>
    /// <exception cref="OnnxNotTakenException">Its graph is no such chain; the message names the node.</exception>
    public static NetworkImport Read(string path, string? check = null, int threads = 0) =>
        Read(path, check, threads, MostBytes);

    /// <param name="path">The file.</param>
    /// <param name="check">Stored input and output, or null.</param>
    /// <param name="threads">How many threads compute.</param>
    /// <param name="mostBytes">Memory that may be made of the model, without the content of its file.</param>
    /// <inheritdoc cref="Read(string, string?, int)"/>
    internal static NetworkImport Read(string path, string? check, int threads, long mostBytes)
    {
        var model = OnnxModel.Load(path);
        Chain chain = ChainReader.Read(model, mostBytes);
        (ChainLayer[] layers, PortableFunction answer) = Ended(chain.Path);
        var design = new NetworkDesign([.. layers.Select(l => l.Design)]) { Answer = answer };
        if (design.FindMistake() is { } fault)
        {
            throw new OnnxNotTakenException($"{path}: {fault.TrimEnd('.')}, {ChainNode.Advice}");
        }

        design = ChainNames.Named(model, chain, design);
        string[] left = [.. model.Outputs.Select(o => o.Name).Where(o => o != chain.Output)];
        string[] notes =
        [
            $"from an ONNX model of operator "
            + $"set {model.Opset}{(model.Producer.Length > 0 ? $", written by {model.Producer}" : "")}",
            .. model.GateRemarks,
            .. chain.Beside.Notes(model, chain.Input, chain.Output),
            .. chain.Path.IsLogarithm
                ? [
                    $"the model answers '{chain.Output}' with logarithms of probabilities (LogSoftmax); the network "
                    + $"answers with the probabilities",
                ]
                : Array.Empty<string>(),
            .. model.Nodes.Any(ChainWeights.IsInBytes)
                ? [
                    "weights in 8 bits (DynamicQuantizeLSTM) were converted to single precision; carousel quantize "
                    + "converts the network to 8 bits again",
                ]
                : Array.Empty<string>(),
            .. ChainNames.Loss(model) is { } loss ? [loss] : Array.Empty<string>(),
            .. left.Length > 0
                ? [$"left out, because the answer is '{chain.Output}': the last states {Listed(left)}"]
                : Array.Empty<string>(),
        ];
        Func<SequenceModel, string>[] checks =
        [
            .. check is null
                ? Array.Empty<Func<SequenceModel, string>>()
                : [network => Example(check, chain).Check(network, ExampleSteps.AnyAxis, _ => "").Describe()],
        ];
        return NetworkImport.Make(
            path, design, [.. layers.Where(l => l.Design.Kind != NetworkLayerKind.Pooling).Select(l => l.Weights)],
            notes, checks, "", threads);
    }

    /// <summary>A logistic function at the end makes the answer.</summary>
    private static (ChainLayer[] Layers, PortableFunction Answer) Ended(ChainPath path) =>
        path.Last is { Design: { Kind: NetworkLayerKind.Dense, Activation: ElementwiseFunction.Logistic } design } last
            && path.Answer == PortableFunction.None
            ? (
                [.. path.Layers.SkipLast(1), last with { Design = design with { Activation = null } }],
                PortableFunction.Logistic)
            : ([.. path.Layers], path.Answer);

    /// <summary>Stored answers that are logarithms are compared with those of the network's probabilities.</summary>
    private static NetworkExample Example(string check, Chain chain) =>
        NetworkExample.Read(check, chain.Path.IsLogarithm ? Logarithm : null);

    /// <summary>The logarithm of a probability, down to where single precision loses it: 0 has none.</summary>
    private static double Logarithm(double probability) => Math.Max(Math.Log(probability), LeastLogarithm);

    private static string Listed(string[] names) => string.Join(", ", names.Select(n => $"'{n}'"));
}
