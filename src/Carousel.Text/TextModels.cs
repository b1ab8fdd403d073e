using Carousel.Jobs;
using Carousel.Language;
using Carousel.Speech;
using Carousel.Tagging;
using Carousel.Translation;

namespace Carousel;

/// <summary>The models of language, tags, translation and speech.</summary>
public static class TextModels
{
    /// <summary>What loads them, one for each task.</summary>
    public static IReadOnlyList<JobLoader> Loaders { get; } =
    [
        new(Tagger.TaskName, Tagger.Load),
        new(Transcriber.TaskName, Transcriber.Load),
        new(Translator.TaskName, Translator.Load),
        new(LanguageFile.Task, LanguageModel.Load),
    ];
}
