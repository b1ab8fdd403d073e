using Carousel.Server.Engine;
using Carousel.Server.Wire;
using RabbitMQ.Client;

namespace Carousel.Server.Ingest;

/// <summary>A message under way.</summary>
internal sealed class Delivery
{
    private readonly StepCall? _call;
    private readonly bool _isBinary;
    private readonly RequestException? _refusal;
    private Task _run;

    /// <summary>A message whose steps have begun.</summary>
    /// <param name="tag">Its number at the broker.</param>
    /// <param name="properties">Its properties.</param>
    /// <param name="call">The steps.</param>
    /// <param name="isBinary">Whether it is answered in bytes.</param>
    /// <param name="run">Their end.</param>
    public Delivery(ulong tag, IReadOnlyBasicProperties properties, StepCall call, bool isBinary, ValueTask run)
        : this(tag, properties) => (_call, _isBinary, _run) = (call, isBinary, run.AsTask());

    /// <summary>A message that does not contain valid steps.</summary>
    /// <param name="tag">Its number at the broker.</param>
    /// <param name="properties">Its properties.</param>
    /// <param name="refusal">The error in it.</param>
    public Delivery(ulong tag, IReadOnlyBasicProperties properties, RequestException refusal)
        : this(tag, properties) => _refusal = refusal;

    private Delivery(ulong tag, IReadOnlyBasicProperties properties)
    {
        // The buffers of the client are reused when its handler returns.
        (Tag, ReplyTo, CorrelationId) = (tag, properties.ReplyTo, properties.CorrelationId);
        _run = Task.CompletedTask;
    }

    /// <summary>Its number at the broker.</summary>
    public ulong Tag { get; }

    /// <summary>The receiver of the answer; null if no answer is wanted.</summary>
    public string? ReplyTo { get; }

    /// <summary>The id by which the sender recognises the answer.</summary>
    public string? CorrelationId { get; }

    /// <summary>Whether it has ended.</summary>
    public bool HasEnded => _run.IsCompleted;

    /// <summary>Waits for its end, after that of all messages before it.</summary>
    /// <param name="messages">Takes steps.</param>
    /// <returns>False where it is to come again: its partition is elsewhere, or the store takes nothing.</returns>
    public async Task<bool> EndAsync(StepMessages messages)
    {
        await _run.ConfigureAwait(false);
        if (_call is not null && Has(_call, StepFault.Gap))
        {
            // Those before it may have failed at first and been taken since.
            _call.BeginAgain();
            _run = messages.RunAsync(_call).AsTask();
            await _run.ConfigureAwait(false);
        }

        return _call is null || !(Has(_call, StepFault.Moving) || Has(_call, StepFault.Unavailable));
    }

    /// <summary>Writes the answer.</summary>
    /// <param name="output">Takes it.</param>
    /// <returns>Status and media type.</returns>
    public (int Status, string Type) Write(TextBuffer output)
    {
        if (_refusal is null)
        {
            return StepMessages.Write(_call!, _isBinary, output);
        }

        ErrorText.Write(output, _refusal.Message, null, _refusal.Next);
        return (_refusal.Status, "application/json");
    }

    /// <summary>Gives its room back when it has ended.</summary>
    public void Drop()
    {
        if (_call is not null)
        {
            _ = _run.ContinueWith(
                static (_, call) => ((StepCall)call!).Return(), _call, CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    private static bool Has(StepCall call, StepFault fault) => call.Outcomes.Contains(fault);
}
