namespace Carousel.Server.Engine;

/// <summary>Why a session did not do what it was asked for.</summary>
internal enum StepFault : byte
{
    /// <summary>It did.</summary>
    None,

    /// <summary>There is no such session, or it is another's.</summary>
    NoSession,

    /// <summary>The steps begin after the session's next one.</summary>
    Gap,

    /// <summary>A stored step has other values.</summary>
    Conflict,

    /// <summary>A stored step is no longer kept.</summary>
    NotKept,

    /// <summary>A row has another number of values than the model reads.</summary>
    Width,

    /// <summary>A row can't be understood.</summary>
    Row,

    /// <summary>The session runs on another model than the one that was named.</summary>
    OtherModel,

    /// <summary>The state is not one of the session's model.</summary>
    State,

    /// <summary>The caller left before the step was taken.</summary>
    Canceled,

    /// <summary>Too much waits already.</summary>
    Busy,

    /// <summary>The owner has used up its steps of this second.</summary>
    Rate,

    /// <summary>The owner has as many sessions as it may have.</summary>
    Sessions,

    /// <summary>The owner may not use the session's model.</summary>
    Model,

    /// <summary>The store fails, or the server ends.</summary>
    Unavailable,

    /// <summary>Another replica is taking the session over.</summary>
    Moving,

    /// <summary>What the store has of the session is not what was written.</summary>
    Damaged,

    /// <summary>Too many bytes are in memory already.</summary>
    Memory,
}
