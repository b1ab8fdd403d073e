using Carousel.Captioning;
using Carousel.Handwriting;
using Carousel.Jobs;
using Carousel.Jobs.Streaming;
using Carousel.Music;
using Carousel.Video;

namespace Carousel;

/// <summary>The models of pictures, strokes, music and clips.</summary>
public static class MediaModels
{
    /// <summary>What loads them, one for each task.</summary>
    public static IReadOnlyList<JobLoader> Loaders { get; } =
    [
        new(Captioner.TaskName, Captioner.Load),
        new(MusicModel.TaskName, MusicModel.Load),
        new(RecognizerModel.TaskName, RecognizerModel.Load),
        new(PenModel.TaskName, PenModel.Load),
        new(ActionModel.TaskName, ActionModel.Load),
        new(FrameModel.TaskName, FrameModel.Load),
    ];

    /// <summary>What makes their sessions, one for each task.</summary>
    internal static IReadOnlyList<SteppingAdapter> Sessions { get; } =
    [
        SteppingAdapter.None(
            Captioner.TaskName, "A model that describes pictures reads files: use carousel predict with a picture."),
        SteppingAdapter.None(
            MusicModel.TaskName, "A model of music reads files: use carousel predict with a .mid, .json or .csv file."),
        ExampleSession.Adapter(
            RecognizerModel.TaskName, ExampleKind.Json,
            "a drawing in stroke-3, or drawings as a table of points in a string", "what each drawing is"),
        ExampleSession.Adapter(
            PenModel.TaskName, ExampleKind.Json,
            "a drawing in stroke-3, or drawings as a table of points in a string", "how surprising each drawing is"),
        ExampleSession.Adapter(
            ActionModel.TaskName, ExampleKind.Table, "the frames of one or more clips, as a table of points",
            "what each clip shows"),
        SteppingAdapter.None(
            FrameModel.TaskName, "A model of next frames reads pictures: use carousel predict with a folder of clips."),
    ];
}
