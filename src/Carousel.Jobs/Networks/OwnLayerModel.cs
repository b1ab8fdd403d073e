using System.Text.Json;
using Carousel.Autograd;
using Carousel.Jobs.Fitting;
using Carousel.Layers;
using Carousel.Storage;
using Carousel.Training;

namespace Carousel.Jobs.Networks;

/// <summary>
/// The tensors of a layer that only the program which saved it can compute with: they can be looked at.
/// </summary>
internal sealed class OwnLayerModel : JobModel
{
    private readonly string _path;
    private readonly OwnLayer _layer;
    private readonly Layer _tensors;

    private OwnLayerModel(CpuBackend backend, Layer tensors, OwnLayer layer, string path)
        : base(
            backend, tensors,
            new FitSummary(StopReason.Completed, 0, 0, null, 0, tensors.ParameterCount, [])) =>
        (_path, _layer, _tensors) = (path, layer, tensors);

    /// <inheritdoc/>
    public override string Task => LayerFile.TensorsTask;

    /// <summary>Reads a file.</summary>
    /// <exception cref="ModelFileException">It is damaged or for something else.</exception>
    public static OwnLayerModel Load(string path, int threads) =>
        ModelReading.Load(path, LayerFile.TensorsTask, threads, reading =>
        {
            OwnLayer layer = reading.Configuration(OwnLayerJson.Default.OwnLayer);
            var tensors = new Tensors(reading.File.Tensors);
            tensors.Allocate(reading.Backend);
            tensors.Load(reading.File, path);
            return new OwnLayerModel(reading.Backend, tensors, layer, path);
        });

    /// <inheritdoc/>
    public override JobDescription Describe()
    {
        IEnumerable<LayerDescription> layers = _tensors.Parameters
            .GroupBy(p => p.Name.LastIndexOf('.') is var dot and >= 0 ? p.Name[..dot] : "")
            .Select(group => new LayerDescription(
                group.Key, "tensors", [.. group.Select(p => (p.Name.Split('.')[^1], p.Shape))],
                group.Sum(p => (long)p.Shape.Length)));
        return new JobDescription(
            [_layer.Sentence, _layer.Reason],
            ModelDescription.Of(_layer.Type, [_tensors], 0, 0, "step") with { Layers = [.. layers] });
    }

    /// <inheritdoc/>
    public override JobAnswer Predict(JobInput input, TextWriter output, CancellationToken cancellation) =>
        throw Refused();

    /// <inheritdoc/>
    public override JobResult Evaluate(JobInput input, CancellationToken cancellation) => throw Refused();

    /// <inheritdoc/>
    private protected override ModelTexts ToTexts() =>
        new(JsonSerializer.Serialize(_layer, OwnLayerJson.Default.OwnLayer), "{}");

    private ModelFileException Refused() => new(
        $"{_path}: this file has the tensors of {_layer.Type}, a custom layer, but not its computation. Only the "
        + "program that defines it can run it.");

    private sealed class Tensors : Layer
    {
        public Tensors(IReadOnlyList<StoredTensor> tensors)
        {
            foreach (StoredTensor tensor in tensors)
            {
                AddParameter(tensor.Name, tensor.Shape, Constant.Zero);
            }
        }
    }
}
