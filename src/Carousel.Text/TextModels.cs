using Carousel.Chat;
using Carousel.Jobs;
using Carousel.Jobs.Streaming;
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
        new(ChatModel.TaskName, ChatModel.Load),
        new(LanguageFile.Task, LanguageModel.Load),
    ];

    /// <summary>What makes their sessions, one for each task.</summary>
    internal static IReadOnlyList<SteppingAdapter> Sessions { get; } =
    [
        new(Tagger.TaskName, TagSession.Of),
        new(Transcriber.TaskName, SoundSession.Of),
        ExampleSession.Adapter(
            Translator.TaskName, ExampleKind.Text, "a text of one or more lines", "a translation for each line"),
        ExampleSession.Adapter(
            ChatModel.TaskName, ExampleKind.Text, "lines of a conversation", "an answer to each line"),
        new(LanguageFile.Task, LanguageSession.Of),
    ];
}
