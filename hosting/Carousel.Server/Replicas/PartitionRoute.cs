using Carousel.Server.Engine;

namespace Carousel.Server.Replicas;

/// <summary>
/// The route to the owner of a partition. Requests are sent in the order in which they were made, also while the
/// partition moves: none is sent to the next owner before all requests to the previous one have returned.
/// </summary>
/// <param name="look">Asks for a look at who has what.</param>
internal sealed class PartitionRoute(Action look)
{
    private readonly Lock _gate = new();
    private readonly HashSet<Passage> _underWay = [];
    private readonly SortedList<long, Passage> _waiting = [];
    private IPassageTarget? _target, _used;
    private bool _isOwn;
    private long _number;

    /// <summary>The owner of the partition; null if unknown.</summary>
    public IPassageTarget? Target
    {
        get
        {
            lock (_gate)
            {
                return _target;
            }
        }
    }

    /// <summary>Asks for something.</summary>
    /// <param name="passage">What.</param>
    public void Ask(Passage passage)
    {
        lock (_gate)
        {
            (passage.Route, passage.Number) = (this, ++_number);
            Wait(passage);
            Flush();
        }
    }

    /// <summary>Sets the owner of the partition.</summary>
    /// <param name="target">The owner; null if unknown.</param>
    /// <param name="isOwn">Whether the partition is this replica's, or will be in a moment.</param>
    public void Point(IPassageTarget? target, bool isOwn)
    {
        lock (_gate)
        {
            (_target, _isOwn) = (target, isOwn);
            if (_used != target && _used is not null)
            {
                foreach (Passage passage in _underWay.OrderBy(p => p.Number).ToArray())
                {
                    if (_used.TryForget(passage, out Passing end))
                    {
                        _underWay.Remove(passage);
                        Again(passage, end);
                    }
                }
            }

            foreach (Passage passage in _waiting.Values.Where(p => p.IsOverdue || MustGo(p)).ToArray())
            {
                _waiting.Remove(passage.Number);
                passage.Refuse(StepFault.Moving);
            }

            Flush();
        }
    }

    /// <summary>An attempt has ended.</summary>
    /// <param name="passage">Of what.</param>
    /// <param name="target">At whom.</param>
    /// <param name="end">How.</param>
    public void Ended(Passage passage, IPassageTarget target, Passing end)
    {
        bool looks = false;
        lock (_gate)
        {
            // Answers of a target that is no longer used are ignored.
            if (_used != target || !_underWay.Remove(passage))
            {
                return;
            }

            if (end == Passing.Done)
            {
                passage.Finish();
            }
            else
            {
                // Who has failed is asked again when a look has said that it still has the partition.
                looks = true;
                _target = _target == target ? null : _target;
                Again(passage, end);
            }

            Flush();
        }

        if (looks)
        {
            look();
        }
    }

    private bool MustGo(Passage passage) =>
        passage.IsPassedOn && (_target is { Address: not null } || (_target is null && !_isOwn));

    private void Again(Passage passage, Passing end)
    {
        if (end == Passing.Unknown && !passage.IsRepeatable)
        {
            passage.Refuse(StepFault.Unavailable);
        }
        else
        {
            passage.BeginAgain();
            Wait(passage);
        }
    }

    private void Wait(Passage passage)
    {
        if (passage.IsOverdue || MustGo(passage))
        {
            passage.Refuse(StepFault.Moving);
        }
        else
        {
            _waiting.Add(passage.Number, passage);
        }
    }

    private void Flush()
    {
        while (_waiting.Count > 0 && _target is not null && (_underWay.Count == 0 || _used == _target))
        {
            Passage passage = _waiting.Values[0];
            _waiting.RemoveAt(0);
            _underWay.Add(passage);
            _used = _target;
            _target.Post(passage);
        }
    }
}
