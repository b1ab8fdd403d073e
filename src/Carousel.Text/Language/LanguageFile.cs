using Carousel.Autograd;
using Carousel.Jobs;
using Carousel.Jobs.Text;
using Carousel.Storage;

namespace Carousel.Language;

/// <summary>Reads a language model from its file, or from the file of a model that contains it.</summary>
internal static class LanguageFile
{
    public const string Task = "language";

    /// <summary>The name of the vocabulary.</summary>
    public const string UnitsName = "units";

    public static LanguageModel Read(string path, CpuBackend backend) =>
        ModelFile.Map(path, Task, file => Of(file, path, backend), backend.Threads);

    public static LanguageModel Of(ModelFile file, string path, CpuBackend backend)
    {
        var reading = new ModelReading(file, path, backend);
        LanguageDesign design = reading.Configuration(
            TextJson.Default.LanguageDesign, new RemovedFeature("block", null, "blocks of xLSTM"));
        LanguageOrigin origin = reading.Data(TextJson.Default.LanguageOrigin);
        var tokenizer = Tokenizer.Of(origin.Units, reading.Vocabulary(UnitsName), path);
        bool fits = design.IsInRange && design.VocabularySize == tokenizer.Vocabulary.Count
            && origin.Cache is >= 0 and <= LanguageOptions.MostCached;
        LanguageNetwork network = reading.Build(
            fits, design.Hidden, () => new LanguageNetwork(design), name => !TextCounts.IsTensor(name));
        TextCounts? counts = origin.CountsOrder is { } order
            ? TextCounts.Read(reading, design.VocabularySize, order)
            : null;
        return new LanguageModel(backend, network, tokenizer, reading.Summary, origin, counts);
    }
}
