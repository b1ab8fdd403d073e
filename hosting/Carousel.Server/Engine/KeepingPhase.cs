namespace Carousel.Server.Engine;

/// <summary>Parts of the compaction of a journal, in order.</summary>
internal enum KeepingPhase
{
    /// <summary>Nothing is to be done.</summary>
    None,

    /// <summary>States are saved, so that nothing needs to be replayed from the blocks that go.</summary>
    Saving,

    /// <summary>Steps move from the journal to the history.</summary>
    Moving,
}
