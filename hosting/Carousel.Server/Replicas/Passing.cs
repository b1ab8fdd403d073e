namespace Carousel.Server.Replicas;

/// <summary>How an attempt to have something done has ended.</summary>
internal enum Passing
{
    /// <summary>It was answered.</summary>
    Done,

    /// <summary>It was not done, and will not be.</summary>
    NotDone,

    /// <summary>Unknown: the replica that might have done it does not answer, or its lease has ended.</summary>
    Unknown,
}
