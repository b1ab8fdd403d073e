using Carousel.Server.Engine;

namespace Carousel.Server.Wire;

/// <summary>Status and sentence of a fault.</summary>
internal static class FaultText
{
    /// <summary>The status of HTTP.</summary>
    /// <param name="fault">The fault.</param>
    public static int Status(StepFault fault) => fault switch
    {
        StepFault.None => 200,
        StepFault.NoSession => 404,
        StepFault.Gap or StepFault.Conflict or StepFault.OtherModel => 409,
        StepFault.NotKept => 410,
        StepFault.Width or StepFault.Row or StepFault.State => 400,
        StepFault.Canceled => 499,
        StepFault.Busy or StepFault.Memory or StepFault.Rate or StepFault.Sessions => 429,
        StepFault.Model => 403,
        _ => 503,
    };

    /// <summary>Why an item of a call was refused.</summary>
    /// <param name="call">The call.</param>
    /// <param name="item">The item.</param>
    public static string Sentence(StepCall call, int item) => call.Faults[item] switch
    {
        StepFault.Gap =>
            $"The steps begin at {call.From[item]}, but the session's next step is {call.Next[item]}: "
            + $"{(call.From[item] > call.Next[item] ? "send those between first" : "send it")}.",
        StepFault.Conflict or StepFault.Row or StepFault.Width when call.Detail is { } detail => detail,
        StepFault.Width => call.Width == 0
            ? "The session's model reads rows of numbers."
            : $"A row has {call.Width} values, which is not what the session's model reads; "
                + $"see GET /v1/models/NAME.",
        StepFault.Rate =>
            $"The steps per second of this key are used up: send the same steps again in {call.RetrySeconds} s.",
        StepFault fault => Sentence(fault),
    };

    /// <summary>Why something was refused.</summary>
    /// <param name="fault">The fault.</param>
    public static string Sentence(StepFault fault) => fault switch
    {
        StepFault.NoSession => "There is no such session, or it has ended.",
        StepFault.Conflict => "A step with this number was taken with other values.",
        StepFault.NotKept => "The steps are older than the stored ones.",
        StepFault.OtherModel => "The session runs on another model.",
        StepFault.State => "The bytes are not a state of this session's model.",
        StepFault.Busy => "Too many steps are waiting: try again in a second.",
        StepFault.Memory => "The server has no memory for this now: try again in a second.",
        StepFault.Rate => "The steps per second of this key are used up: send the same steps again later.",
        StepFault.Sessions => "This key has as many sessions open as it may have: close some.",
        StepFault.Model => "This key may not use the session's model.",
        StepFault.Canceled => "The caller disconnected before the steps were taken.",
        StepFault.Moving =>
            "This session has no replica at the moment: send the same request again in a second.",
        StepFault.Unavailable => "The store does not take steps now: send the same steps again later.",
        StepFault.Damaged =>
            "The stored state of this session is damaged: restore a backup of the store, or close the session.",
        _ => "The request can't be answered.",
    };
}
