using Carousel.Captioning;
using Carousel.Handwriting.Generation;
using Carousel.Handwriting.Recognition;
using Carousel.Jobs;
using Carousel.Music;
using Carousel.Video.Actions;
using Carousel.Video.NextFrames;

namespace Carousel;

/// <summary>The models of pictures, strokes, music and clips.</summary>
public static class MediaModels
{
    /// <summary>What loads them, one for each task.</summary>
    public static IReadOnlyList<JobLoader> Loaders { get; } =
    [
        new(Captioner.TaskName, Captioner.Load),
        new(MusicModel.TaskName, MusicModel.Load),
        new(RecogniserModel.TaskName, RecogniserModel.Load),
        new(PenModel.TaskName, PenModel.Load),
        new(ActionModel.TaskName, ActionModel.Load),
        new(FrameModel.TaskName, FrameModel.Load),
    ];
}
