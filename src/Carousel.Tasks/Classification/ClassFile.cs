using System.Text.Json;
using Carousel.Backends;
using Carousel.Layers;
using Carousel.Storage;
using Carousel.Tasks.Fitting;
using Carousel.Tasks.Text;

namespace Carousel.Tasks.Classification;

/// <summary>A classifier's parts to and from a model file.</summary>
internal static class ClassFile
{
    public const string Task = "classify";

    private const string LabelsName = "labels", SymbolsName = "symbols", CharactersName = "characters";

    public static ModelFile ToFile(ClassModel model, FitSummary summary, ClassOrigin origin)
    {
        ClassEncoder encoder = model.Encoder;
        var vocabularies = new List<(string, Vocabulary)> { (LabelsName, encoder.Labels) };
        if (encoder.Symbols is { } symbols)
        {
            vocabularies.Add((SymbolsName, symbols));
        }

        if (encoder.Characters is { } characters)
        {
            vocabularies.Add((CharactersName, characters));
        }

        return new ModelFile
        {
            Task = Task,
            Configuration = JsonSerializer.Serialize(encoder.Design, ClassJson.Default.ClassDesign),
            Scalers = JsonSerializer.Serialize(new ClassScales(encoder.Scales), ClassJson.Default.ClassScales),
            Vocabulary = Vocabulary.ToJson([.. vocabularies]),
            Training = summary.ToJson(),
            Data = JsonSerializer.Serialize(origin, ClassJson.Default.ClassOrigin),
            Tensors = model.ToTensors(),
        };
    }

    public static (ClassModel Model, FitSummary Summary, ClassOrigin Origin) Read(string path, Backend backend) => ModelFile.Map(path, Task, file =>
    {
        ClassDesign design = ModelEntry.Parse(file.Configuration, ClassJson.Default.ClassDesign, path, "configuration");
        ClassScales scales = ModelEntry.Parse(file.Scalers, ClassJson.Default.ClassScales, path, "scalers");
        ClassOrigin origin = ModelEntry.Parse(file.Data, ClassJson.Default.ClassOrigin, path, "data");
        var encoder = new ClassEncoder(design, Vocabulary.Of(file, LabelsName, path))
        {
            Symbols = design.IsText ? Vocabulary.Of(file, SymbolsName, path) : null,
            Characters = design.Input == ClassInput.Both ? Vocabulary.Of(file, CharactersName, path) : null,
            Scales = scales.Channels,
        };
        bool isInRange = design.IsInRange && IsConsistent(encoder, origin);
        ClassModel model = ModelEntry.Build(file, path, backend, isInRange, design.Cell.Hidden, () => new ClassModel(encoder));
        return (model, FitSummary.Of(file, path), origin);
    }, backend.Threads);

    private static bool IsConsistent(ClassEncoder encoder, ClassOrigin origin) =>
        encoder.Labels.Count >= 2 && encoder.Labels.Unknown < 0 && origin.Counts.Count == encoder.Labels.Count && origin.Counts.All(c => c >= 0)
        && double.IsFinite(origin.Temperature) && origin.Temperature > 0
        && (encoder.Symbols is null || encoder.Symbols.Unknown == 0) && (encoder.Characters is null || encoder.Characters.Unknown == 0)
        && encoder.Scales.Count == (encoder.Design.IsText ? 0 : encoder.Design.Channels.Count * (encoder.Design.Differences ? 2 : 1))
        && encoder.Scales.All(s => double.IsFinite(s.Mean) && double.IsFinite(s.Scale) && s.Scale > 0);
}
