using Carousel.Backends;
using Carousel.Storage;
using Carousel.Tasks.Language;

namespace Carousel.Tasks.Speech;

/// <summary>A language model inside a transcriber's file: its entries as text, its tensors beside those of the network.</summary>
/// <param name="Configuration">Its configuration.</param>
/// <param name="Vocabulary">Its units.</param>
/// <param name="Training">What its training reached.</param>
/// <param name="Data">What it learned from.</param>
internal sealed record KeptLanguage(string Configuration, string Vocabulary, string Training, string Data)
{
    private const string Prefix = "language.";

    /// <summary>Whether a tensor belongs to the language model.</summary>
    public static bool Owns(string name) => name.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>The entries and the tensors of a language model's file.</summary>
    public static (KeptLanguage Kept, IEnumerable<StoredTensor> Tensors) Of(ModelFile file) => (
        new KeptLanguage(file.Configuration, file.Vocabulary, file.Training, file.Data),
        file.Tensors.Select(t => t.Renamed(Prefix + t.Name)));

    /// <summary>The language model of a transcriber's file.</summary>
    public LanguageModel Load(ModelFile whole, string path, CpuBackend backend) => LanguageFile.Of(
        new ModelFile
        {
            Task = LanguageFile.Task,
            Configuration = Configuration,
            Vocabulary = Vocabulary,
            Training = Training,
            Data = Data,
            Tensors = [.. whole.Tensors.Where(t => Owns(t.Name)).Select(t => t.Renamed(t.Name[Prefix.Length..]))],
        },
        path, backend);
}
