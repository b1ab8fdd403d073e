namespace Carousel.Server.Storage;

/// <summary>What a record of the journal says.</summary>
internal enum RecordKind : byte
{
    /// <summary>A session begins: at the start of a sequence, or on a state that the record holds.</summary>
    Begin = 1,

    /// <summary>Steps were taken.</summary>
    Steps = 2,

    /// <summary>A session continues from another state: the steps before belong to another sequence.</summary>
    State = 3,

    /// <summary>A session ended.</summary>
    Close = 4,

    /// <summary>A session continues with its state on another model, in the same sequence.</summary>
    Move = 5,
}
