using Carousel.Jobs.Fitting;

namespace Carousel.Cli.Rendering;

/// <summary>How far the parts of a work are: a line that is drawn again on a terminal, now and then a line elsewhere.
/// </summary>
/// <param name="terminal">Where it writes.</param>
/// <param name="isQuiet">Whether it only counts.</param>
internal sealed class PartsProgress(Terminal terminal, bool isQuiet)
{
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(80);
    private static readonly TimeSpan _longestSilence = TimeSpan.FromSeconds(9);

    private long _begun, _drawn;
    private int _all, _before, _told;
    private bool _isOpen;

    /// <summary>How many are done, those of an earlier run among them.</summary>
    public int Done { get; private set; }

    /// <summary>Writes what was found.</summary>
    /// <param name="writeFacts">Writes it to standard error.</param>
    /// <param name="all">How many parts there are.</param>
    /// <param name="before">How many of them were done before.</param>
    public void Begin(Action writeFacts, int all, int before)
    {
        (_all, _before, Done, _begun) = (all, before, before, terminal.Clock.GetTimestamp());
        if (!isQuiet)
        {
            writeFacts();
        }
    }

    /// <summary>Tells of a part that has ended.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="isDone">Whether it is done, and not set aside.</param>
    public void Tell(string name, bool isDone)
    {
        _told++;
        Done += isDone ? 1 : 0;
        bool isEdge = _told == 1 || _before + _told == _all;
        TimeSpan pause = terminal.ErrorIsTerminal ? _pause : _longestSilence;
        if (isQuiet || (!isEdge && terminal.Clock.GetElapsedTime(_drawn) < pause))
        {
            return;
        }

        _drawn = terminal.Clock.GetTimestamp();
        int left = _all - _before - _told, aside = _before + _told - Done;
        TimeSpan time = terminal.Clock.GetElapsedTime(_begun) * ((double)left / _told);
        string line = $"  {FigureText.Count(_before + _told)} of {FigureText.Count(_all)}  {name}"
            + (aside > 0 ? $"  {FigureText.Count(aside)} failed" : "")
            + (left > 0 ? $"  {FigureText.Clock(time)} left" : "");
        if (!terminal.ErrorIsTerminal)
        {
            terminal.Error.WriteLine(line);
            return;
        }

        terminal.Draw(line);
        _isOpen = true;
    }

    /// <summary>Ends the line.</summary>
    public void End()
    {
        if (_isOpen)
        {
            terminal.Error.WriteLine();
            _isOpen = false;
        }
    }
}
