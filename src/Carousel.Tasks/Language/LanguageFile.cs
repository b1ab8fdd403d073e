using System.Text.Json;
using Carousel.Backends;
using Carousel.Layers;
using Carousel.Storage;
using Carousel.Tasks.Fitting;
using Carousel.Tasks.Text;

namespace Carousel.Tasks.Language;

/// <summary>A language model's parts to and from a model file.</summary>
internal static class LanguageFile
{
    public const string Task = "language";

    private const string UnitsName = "units";

    public static ModelFile ToFile(LanguageNetwork network, Tokeniser tokeniser, FitSummary summary, LanguageOrigin origin) => new()
    {
        Task = Task,
        Configuration = JsonSerializer.Serialize(network.Design, LanguageJson.Default.LanguageDesign),
        Vocabulary = Vocabulary.ToJson((UnitsName, tokeniser.Vocabulary)),
        Training = summary.ToJson(),
        Data = JsonSerializer.Serialize(origin, LanguageJson.Default.LanguageOrigin),
        Tensors = [.. network.ToTensors()],
    };

    public static LanguageModel Read(string path, Backend backend) => ModelFile.Map(path, Task, file => Of(file, path, backend), backend.Threads);

    public static LanguageModel Of(ModelFile file, string path, Backend backend)
    {
        LanguageDesign design = ModelEntry.Parse(file.Configuration, LanguageJson.Default.LanguageDesign, path, "configuration");
        LanguageOrigin origin = ModelEntry.Parse(file.Data, LanguageJson.Default.LanguageOrigin, path, "data");
        FitSummary summary = FitSummary.Of(file, path);
        var tokeniser = Tokeniser.Of(origin.Units, Vocabulary.Of(file, UnitsName, path), path);
        bool fits = design.IsInRange && design.VocabularySize == tokeniser.Vocabulary.Count;
        LanguageNetwork network = ModelEntry.Build(file, path, backend, fits, design.Hidden, () => new LanguageNetwork(design));
        return new LanguageModel(backend, network, tokeniser, summary, origin);
    }
}
